// StudentLoop
