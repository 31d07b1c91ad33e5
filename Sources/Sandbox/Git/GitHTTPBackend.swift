import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Subprocess

/// Hands requests to `git http-backend`, git's own CGI program, and its answers back; both bodies are passed on as they
/// come.
struct GitHTTPBackend: Sendable {
    /// The folder that the repositories are in.
    var folder: String
    /// The name of the user whose password was right.
    var user: String

    /// The answer of git to a request.
    ///
    /// - Parameter pushed: told the name of the repository once a push has gone through.
    func respond(to request: Request, pushed: @escaping @Sendable (String) -> Void) async -> Response {
        let (chunks, output) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        let (heads, headIsKnown) = AsyncStream.makeStream(of: CGIHead.self)
        // The answer's body is written after this method has returned, so git runs in a task of its own. It ends when
        // the client goes away, as the stream's termination then cancels it.
        let running = Task {
            defer { headIsKnown.finish() }
            do {
                try await run(request, head: { headIsKnown.yield($0) }, chunk: { output.yield($0) })
                if let repository = Self.repository(pushedToBy: request) { pushed(repository) }
                output.finish()
            } catch {
                output.finish(throwing: error)
            }
        }
        output.onTermination = { reason in
            if case .cancelled = reason { running.cancel() }
        }
        guard let head = await heads.first(where: { _ in true }) else {
            return Response(status: .internalServerError)
        }
        var headers = HTTPFields()
        for field in head.fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            headers.append(HTTPField(name: name, value: field.value))
        }
        return Response(
            status: HTTPResponse.Status(code: head.status),
            headers: headers,
            body: ResponseBody(asyncSequence: chunks)
        )
    }

    private func run(
        _ request: Request,
        head: @escaping @Sendable (CGIHead) -> Void,
        chunk: @escaping @Sendable (ByteBuffer) -> Void
    ) async throws {
        let result = try await Subprocess.run(
            .name("git"),
            arguments: ["http-backend"],
            environment: .custom(environment(for: request)),
            input: .inputWriter,
            output: .sequence,
            error: .string(limit: 1 << 16)
        ) { execution in
            async let sending: Void = Self.send(request.body, to: execution.standardInputWriter)
            var pending: [UInt8] = []
            var hasHead = false
            for try await buffer in execution.standardOutput {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                if hasHead {
                    chunk(ByteBuffer(bytes: bytes))
                    continue
                }
                pending += bytes
                guard let (read, length) = CGIHead.read(pending) else { continue }
                hasHead = true
                head(read)
                if length < pending.count { chunk(ByteBuffer(bytes: pending[length...])) }
            }
            try await sending
        }
        guard result.terminationStatus.isSuccess else {
            throw GitCommandError(command: "http-backend", message: result.standardError)
        }
    }

    /// Gives git the body.
    private static func send(_ body: RequestBody, to writer: StandardInputWriter) async throws {
        for try await buffer in body {
            do {
                _ = try await writer.write(Array(buffer.readableBytesView))
            } catch {
                // Git may end before it has read everything, as after a refusal; its exit status tells why.
                break
            }
        }
        try await writer.finish()
    }

    private func environment(for request: Request) -> GitCommand.Variables {
        var environment = GitCommand.environment(home: folder)
        environment["GIT_PROJECT_ROOT"] = folder
        environment["GIT_HTTP_EXPORT_ALL"] = "1"
        environment["REQUEST_METHOD"] = request.method.rawValue
        environment["PATH_INFO"] = request.uri.path.removingPercentEncoding ?? request.uri.path
        environment["QUERY_STRING"] = request.uri.query ?? ""
        environment["REMOTE_USER"] = user
        environment["REMOTE_ADDR"] = "127.0.0.1"
        environment["CONTENT_TYPE"] = request.headers[.contentType]
        // Without a length, as for a chunked body, git reads to the end.
        environment["CONTENT_LENGTH"] = request.headers[.contentLength]
        environment["HTTP_CONTENT_ENCODING"] = request.headers[.contentEncoding]
        environment["GIT_PROTOCOL"] = HTTPField.Name("Git-Protocol").flatMap { request.headers[$0] }
        return environment
    }

    private static func repository(pushedToBy request: Request) -> String? {
        let suffix = "/git-receive-pack"
        guard request.method == .post, request.uri.path.hasSuffix(suffix) else { return nil }
        let name = request.uri.path.dropLast(suffix.count).dropFirst()
        return String(name.hasSuffix(".git") ? name.dropLast(4) : name)
    }
}
