// The simulated exchange, as the clients' scripts see it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import tls from 'node:tls';

// From now on every TLS connection of this process leads to the port, whatever it was meant for, and trusts
// the authority. The clients' own URLs stay as they are, and their hosts are what the certificate is checked for.
function detour(port, authority) {
    const connect = tls.connect;
    tls.connect = (...given) => {
        const options = given.find((value) => value !== null && typeof value === 'object') ?? {};
        const servername = options.servername || options.host;
        return connect.call(tls, { ...options, host: '127.0.0.1', port, path: undefined, servername, ca: authority });
    };
}

export class Venue {
    // Starts the exchange that speaks for these hosts.
    static async open(exchange, symbol, hosts) {
        const program = process.argv[2];
        const child = spawn(program, [exchange, symbol, ...hosts], { stdio: ['pipe', 'pipe', 'inherit'] });
        const venue = new Venue(child);
        const { port, authority } = await venue.answer();
        detour(port, authority);
        return venue;
    }

    constructor(child) {
        this.child = child;
        this.lines = createInterface({ input: child.stdout });
        this.waiting = [];
        this.lines.on('line', (line) => this.waiting.shift()(JSON.parse(line)));
    }

    answer() {
        return new Promise((resolve) => this.waiting.push(resolve));
    }

    order(...words) {
        this.child.stdin.write(words.join(' ') + '\n');
        return this.answer();
    }

    truth(topic, place) {
        return this.order('truth', topic, place);
    }

    cut() {
        return this.order('cut');
    }

    stats() {
        return this.order('stats');
    }

    async close() {
        this.child.stdin.end();
        await once(this.child, 'exit');
    }
}
