import ExerciseKit
import Exercise_05_copy_on_write

struct Submission: PageHandling {
  func fork(_ parent: inout AddressSpace, _ frames: inout Frames) -> AddressSpace {
    // TODO: the child has the same areas and the same frames. What must the processor not allow any more?
    AddressSpace()
  }

  func handleFault(
    _ access: Access, page: Int, of space: inout AddressSpace, _ frames: inout Frames
  ) throws(Errno) -> FaultResult {
    // TODO: may the program do that at all? If so: is there no entry yet, or one that is not to be written to?
    .segmentationFault
  }

  func unmap(_ area: Area, from space: inout AddressSpace, _ frames: inout Frames) {
    // TODO: give back what the entries of the area refer to.
  }
}
