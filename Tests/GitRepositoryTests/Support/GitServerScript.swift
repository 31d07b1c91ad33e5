extension GitServer {
    /// Serves by git's own http-backend. Its argument is the folder of the repositories; it prints its port, and ends
    /// when its standard input does.
    ///
    /// `/git/…` wants user "ada" with password "s3cret" or the bearer token "t0ken"; `/open/…` asks nobody;
    /// `/forbidden/…` answers 403; `/moved/…` redirects to `/git/…`, `/away/…` to another host;
    /// `/silent/…` never answers.
    /// A pipe `hush` in the folder makes every area silent: it is opened once a request has come.
    static let script = #"""
        import base64
        import http.server
        import os
        import subprocess
        import sys
        import threading
        import urllib.parse

        ROOT = sys.argv[1]
        BASIC = "Basic " + base64.b64encode(b"ada:s3cret").decode()
        DONE = threading.Event()


        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = []
                while size := int(self.rfile.readline(), 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(parts)

            def status(self, code, **headers):
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                body = self.body()
                area, _, rest = self.path.lstrip("/").partition("/")
                if os.path.exists(ROOT + "/hush"):
                    open(ROOT + "/hush", "w").close()
                    DONE.wait()
                elif area == "silent":
                    DONE.wait()
                elif area == "forbidden":
                    self.status(403)
                elif area == "moved":
                    self.status(301, Location="/git/" + rest)
                elif area == "away":
                    self.status(301, Location=f"http://localhost:{self.server.server_address[1]}/open/{rest}")
                elif area == "git" and self.headers.get("Authorization") not in (BASIC, "Bearer t0ken"):
                    self.status(401, WWW_Authenticate='Basic realm="git"')
                else:
                    self.backend(rest, body)

            do_POST = do_GET

            def backend(self, target, body):
                path, _, query = target.partition("?")
                environment = dict(
                    os.environ,
                    GIT_PROJECT_ROOT=ROOT,
                    GIT_HTTP_EXPORT_ALL="1",
                    PATH_INFO="/" + urllib.parse.unquote(path),
                    QUERY_STRING=query,
                    REQUEST_METHOD=self.command,
                    CONTENT_TYPE=self.headers.get("Content-Type", ""),
                    CONTENT_LENGTH=str(len(body)),
                    HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
                    REMOTE_USER="ada",
                    REMOTE_ADDR="127.0.0.1",
                )
                backend = ["git", "http-backend"]
                answer = subprocess.run(backend, input=body, env=environment, stdout=subprocess.PIPE).stdout
                head, _, content = answer.partition(b"\r\n\r\n")
                headers = [line.split(": ", 1) for line in head.decode().split("\r\n")]
                self.send_response(int(dict(headers).get("Status", "200").split()[0]))
                for name, value in headers:
                    if name != "Status":
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)


        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.buffer.read()
        DONE.set()
        """#
}
