"""A chat's incoming webhook on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "T0SECRET/B0SECRET/x0x0x0"


class Chat(ThreadingHTTPServer):
    """An incoming webhook that keeps what it gets."""

    daemon_threads = True

    def __init__(self):
        self.received, self.status = [], 200

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.server.received.append((self.path, json.loads(body)))
                self.send_response(self.server.status)
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.hook = f"http://127.0.0.1:{self.server_port}/services/{SECRET}"
        threading.Thread(target=self.serve_forever, daemon=True).start()
