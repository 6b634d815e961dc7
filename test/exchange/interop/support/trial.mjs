// What is asked of every client: books that are the exchange's own, before and after its connection was cut.
import { inspect } from 'node:util';
import { difference } from './book.mjs';

const wanted = 20; // Comparisons that have to succeed, before and after the cut.

export class Trial {
    constructor(name, venue) {
        this.name = name;
        this.venue = venue;
        this.compared = 0;
        this.busy = Promise.resolve();
        this.over = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
        this.deadline = setTimeout(() => this.fail(`only ${this.compared} comparisons in 55 s`), 55_000);
    }

    fail(why) {
        this.reject(new Error(`${this.name}: ${typeof why === 'string' ? why : inspect(why)}`));
    }

    // Compares the client's book, which stands at that number of the exchange's.
    compare(topic, place, sides) {
        this.busy = this.busy.then(() => this.compareOne(topic, place, sides)).catch(this.reject);
    }

    async compareOne(topic, place, sides) {
        if (this.compared >= 2 * wanted) return;
        const truth = await this.venue.truth(topic, place);
        if (truth === null) throw new Error(`${this.name}: the exchange knows of no ${topic} at ${place}`);
        const wrong = difference(sides, truth);
        if (wrong) throw new Error(`${this.name}: ${topic} at ${place}: ${wrong}`);
        ++this.compared;
        if (this.compared === wanted) await this.venue.cut();
        if (this.compared === 2 * wanted) this.resolve();
    }

    // Waits for the end, and says how it went; the process ends.
    async finish() {
        try {
            await this.over;
            clearTimeout(this.deadline);
            const seen = await this.venue.stats();
            if (seen.upgraded < 2) throw new Error(`${this.name}: connected only ${seen.upgraded} times`);
            if (seen.thrownOut > 0) throw new Error(`${this.name}: thrown out ${seen.thrownOut} times`);
            console.log(`${this.name}: ${this.compared} books compared, all right; ${JSON.stringify(seen)}`);
            await this.venue.close();
            process.exit(0);
        } catch (error) {
            console.error(error);
            process.exit(1);
        }
    }
}
