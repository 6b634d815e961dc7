// npm `binance` on Binance spot: a book from REST and the changes since, by the exchange's recipe.
import { setTimeout as sleep } from 'node:timers/promises';
import { MainClient, WebsocketClient } from 'binance';
import { Book } from '../support/book.mjs';
import { Trial } from '../support/trial.mjs';
import { Venue } from '../support/venue.mjs';

const stream = 'btcusdt@depth@100ms';
const venue = await Venue.open('binance', 'BTCUSDT', ['stream.binance.com', 'api.binance.com']);
const trial = new Trial('binance', venue);
const rest = new MainClient();
const client = new WebsocketClient({ beautify: false, reconnectTimeout: 500 });
const book = new Book();
let last = 0; // The number that the book stands at; zero: there is none yet.
let early = [];

function apply(event) {
    if (event.u <= last) return;
    if (event.U > last + 1) return trial.fail(`after ${last} came ${event.U}`);
    book.apply(event.b, event.a);
    last = event.u;
    trial.compare(stream, last, book.sides());
}

async function begin() {
    [last, early] = [0, []];
    let snapshot;
    do {
        await sleep(200);
        snapshot = await rest.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 });
    } while (early.length === 0 || snapshot.lastUpdateId < early[0].U - 1);
    book.clear();
    book.apply(snapshot.bids, snapshot.asks);
    last = snapshot.lastUpdateId;
    for (const event of early) apply(event);
}

client.on('message', (message) => {
    const event = message.data ?? message;
    if (event.e !== 'depthUpdate') return;
    if (last === 0) early.push(event);
    else apply(event);
});
client.on('response', () => last === 0 && begin().catch((error) => trial.fail(error)));
client.on('reconnecting', () => (last = 0));
client.on('exception', (error) => trial.fail(error));
client.subscribe([stream, 'btcusdt@trade'], 'main');
await trial.finish();
