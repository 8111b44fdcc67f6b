/// The scripts of a packed grader.
enum GraderScripts {
  /// Hidden tests where there are to be none.
  static let noTests = """
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {}
    }

    """

  /// Grades one submission: `autograde FORMAT SUBMISSION OUT`.
  static func autograde(exercise: String) -> String {
    """
    #!/usr/bin/env bash
    # Grades the files of a folder as one submission, and writes the result as another system wants it.
    #
    #   autograde FORMAT SUBMISSION OUT      FORMAT: one that `threadbare export` knows
    #
    # Status 3: the grader failed, and nothing was written that could be taken for a score.
    set -euo pipefail
    [ $# = 3 ] || { echo "usage: ${0##*/} FORMAT SUBMISSION OUT" >&2; exit 2; }
    here=$(dirname "$(readlink -f "$0")")
    # Containers of such services deny namespaces; the first tier is not tried, so that all results are of one.
    export THREADBARE_SANDBOX=${THREADBARE_SANDBOX:-user}
    export THREADBARE_CACHE=${THREADBARE_CACHE:-$here/cache}
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    chmod 755 "$work"
    mkdir -p "$work/class/student"
    # Links stay links, which the grader refuses to follow; what is hidden is no submission.
    find "$2" -mindepth 1 -maxdepth 1 ! -name '.*' -exec cp -RP {} "$work/class/student/" \\;
    "$here/program/bin/threadbare" grade "$work/class" --out "$work/report" --course "$here/course" \\
      --only '\(exercise)' --jobs 1 --no-progress >&2
    if grep -q '^ *"verdict": "grader_error",$' "$work/report/results.json"; then
      echo "the grader failed on this submission, which is not the student's fault" >&2
      exit 3
    fi
    "$here/program/bin/threadbare" export "$work/report" --format "$1" --only student --out "$3"

    """
  }

  /// What Gradescope runs for each submission.
  static let runAutograder = """
    #!/usr/bin/env bash
    # Gradescope runs this for each submission; AUTOGRADER_ROOT names another place to try it in.
    set -euo pipefail
    root=${AUTOGRADER_ROOT:-/autograder}
    mkdir -p "$root/results"
    exec "$root/source/autograde" gradescope "$root/submission" "$root/results/results.json"

    """

  /// What Gradescope runs once, when it builds the image: the toolchain, libraries, and the compiled tests.
  static func setup(release: String) -> String {
    let version = release.dropFirst("swift-".count).dropLast("-RELEASE".count)
    return """
      #!/usr/bin/env bash
      # Makes an image ready to grade: libraries, the Swift toolchain that the program was built with, compiled tests.
      # What is there already is not installed again.
      set -euo pipefail
      here=$(dirname "$(readlink -f "$0")")
      if ! "$here/program/bin/threadbare" --version >/dev/null 2>&1 || ! command -v curl >/dev/null; then
        apt-get update
        apt-get install -y --no-install-recommends binutils ca-certificates curl libarchive-dev \\
          libcmark-gfm-dev libcmark-gfm-extensions-dev libcurl4 libmd-dev libncurses6 libseccomp-dev \\
          libsqlite3-dev libstdc++-12-dev libxml2-dev libyaml-dev
      fi
      if ! "$here/program/bin/threadbare" --version >/dev/null; then
        echo "the program does not run here: the image must be as new as the system that it was packed on" >&2
        exit 3
      fi
      if ! swiftc --version 2>/dev/null | grep -q '\(release)'; then
        . /etc/os-release
        system=$ID$VERSION_ID
        architecture=
        [ "$(uname -m)" = x86_64 ] || architecture=-$(uname -m)
        folder=https://download.swift.org/swift-\(version)-release/${system//./}$architecture/\(release)
        mkdir -p /opt/swift
        curl -fsSL "$folder/\(release)-$system$architecture.tar.gz" |
          tar xz -C /opt/swift --strip-components=2
        ln -sf /opt/swift/bin/* /usr/local/bin/
      fi
      # Compiles the tests now, so that no submission waits for it.
      empty=$(mktemp -d)
      "$here/autograde" json "$empty" "$empty/results.json" >/dev/null
      rm -rf "$empty"

      """
  }
}
