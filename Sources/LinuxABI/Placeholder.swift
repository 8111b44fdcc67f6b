// LinuxABI
