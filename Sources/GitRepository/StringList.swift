import CGit2
import Glibc

/// Gives texts to libgit2 as its list type; the list is valid inside the closure only.
func withStringList(_ texts: [String], _ body: (git_strarray) -> Int32) -> Int32 {
    var strings = texts.map { strdup($0) }
    defer { strings.forEach { free($0) } }
    return strings.withUnsafeMutableBufferPointer { buffer in
        body(git_strarray(strings: buffer.baseAddress, count: buffer.count))
    }
}
