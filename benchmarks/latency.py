"""A proxy before an object store that makes every request wait, as a store far away does, and counts them."""

import asyncio
import threading
from contextlib import suppress
from typing import Self

PIECE = 1 << 16
HOST = "127.0.0.1"


class SlowStore:
    """Listens on a free port of the loopback address and passes on to `target`, another port of it.

    It looks at bytes alone: what a client says first, or after the store has answered, is a new request.
    """

    def __init__(self, target: int) -> None:
        self.seconds = 0.0
        """What each request waits; may be set at any time."""
        self.requests = 0
        self.port = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._listens = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._listens.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, 0))
        self.port = server.sockets[0].getsockname()[1]
        self._listens.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        store, to_store = await asyncio.open_connection(HOST, self._target)
        is_answered = asyncio.Event()
        is_answered.set()

        async def ask() -> None:
            while piece := await client.read(PIECE):
                if is_answered.is_set():
                    is_answered.clear()
                    self.requests += 1
                    await asyncio.sleep(self.seconds)
                to_store.write(piece)
                await to_store.drain()

        async def answer() -> None:
            while piece := await store.read(PIECE):
                is_answered.set()
                to_client.write(piece)
                await to_client.drain()

        with suppress(OSError):
            await asyncio.wait((asyncio.ensure_future(ask()), asyncio.ensure_future(answer())),
                               return_when=asyncio.FIRST_COMPLETED)  # fmt: skip
        for writer in (to_client, to_store):
            writer.close()
