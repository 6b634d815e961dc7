"""websockets as its documentation writes it: `async for` over a connection, compression off (less CPU)."""

import asyncio
import json
import os
import ssl
import sys
import time

import websockets


def stamp(message):
    """When the server sent it: the 19 characters before the final `}}`, less 10^18."""
    return int(message[-20:-2])


async def count_messages(url, count, ca_file):
    timed = "mode=blast" not in url
    stream = "btcusdt@bookTicker" if "payload=s" in url else "btcusdt@depth@100ms"
    trust = ssl.create_default_context(cafile=ca_file) if ca_file else None
    latencies = []
    first = seen = 0
    warm_up = count // 10  # messages that do not count
    async with websockets.connect(url, ssl=trust, compression=None) as line:
        await line.send(f'{{"method":"SUBSCRIBE","params":["{stream}"],"id":1}}')
        await line.recv()
        async for message in line:
            if timed:
                latencies.append(time.monotonic_ns() - stamp(message))
            if seen == warm_up:
                first = time.process_time_ns()
            seen += 1
            if seen == count:
                break
        if seen != count:
            sys.exit("python_websockets: closed early")
        cpu_ns = (time.process_time_ns() - first) / (count - warm_up - 1)
        report(count, cpu_ns, latencies)


def report(count, cpu_ns, latencies):
    latencies.sort()

    def at(percent):
        return latencies[(count - 1) * percent // 100] / 1000 if latencies else None

    result = {"messages": count, "cpu_ns": cpu_ns, "p50_us": at(50), "p99_us": at(99)}
    print(json.dumps(result), flush=True)
    os._exit(0)  # the server does not wait for a closing handshake


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: client.py URL COUNT [CAFILE]")
    asyncio.run(count_messages(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None))
