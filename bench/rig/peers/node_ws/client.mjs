// `ws` as its README writes it, with permessage-deflate off, as the README advises.

import { readFileSync } from "node:fs";
import WebSocket from "ws";

const [url, countText, caFile] = process.argv.slice(2);
const count = Number(countText);
const timed = !url.includes("mode=blast");
const stream = url.includes("payload=s") ? "btcusdt@bookTicker" : "btcusdt@depth@100ms";

// User and system time of the process, in nanoseconds.
const cpu = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
};

// process.hrtime is CLOCK_MONOTONIC; below 2^53 nanoseconds a number holds it exactly.
const now = () => {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e9 + nanoseconds;
};

// When the server sent it: the 19 characters before the final `}}`, less 10^18.
const stamp = (message) => Number(message.latin1Slice(message.length - 20, message.length - 2));

const latencies = new Float64Array(timed ? count : 0);
let subscribed = false;
let seen = 0;
let first = 0;
const warmUp = Math.floor(count / 10); // messages that do not count

const report = () => {
    const cpu_ns = (cpu() - first) / (count - warmUp - 1);
    latencies.sort();
    const at = (percent) => (timed ? latencies[Math.floor(((count - 1) * percent) / 100)] / 1000 : null);
    console.log(JSON.stringify({ messages: count, cpu_ns, p50_us: at(50), p99_us: at(99) }));
};

const ws = new WebSocket(url, {
    perMessageDeflate: false,
    ca: caFile ? readFileSync(caFile) : undefined,
});

ws.on("open", () => ws.send(JSON.stringify({ method: "SUBSCRIBE", params: [stream], id: 1 })));

ws.on("message", (message) => {
    if (!subscribed) {
        subscribed = true;
        return;
    }
    if (timed) latencies[seen] = now() - stamp(message);
    if (seen === warmUp) first = cpu();
    if (++seen === count) {
        report();
        process.exit(0);
    }
});

const fail = (why) => {
    console.error(`node_ws: ${why}`);
    process.exit(1);
};
ws.on("error", (error) => fail(error.message));
ws.on("close", () => fail("closed early"));
