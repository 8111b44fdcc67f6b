// GraderKit
