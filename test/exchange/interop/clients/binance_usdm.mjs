// npm `binance` on Binance USD-M futures: a book from REST and a chain of changes since, by the exchange's recipe.
import { setTimeout as sleep } from 'node:timers/promises';
import { USDMClient, WebsocketClient } from 'binance';
import { Book } from '../support/book.mjs';
import { Trial } from '../support/trial.mjs';
import { Venue } from '../support/venue.mjs';

const stream = 'btcusdt@depth@100ms';
const venue = await Venue.open('binance-usdm', 'BTCUSDT', ['fstream.binance.com', 'fapi.binance.com']);
const trial = new Trial('binance USD-M', venue);
const rest = new USDMClient();
const client = new WebsocketClient({ beautify: false, reconnectTimeout: 500 });
const book = new Book();
let last = 0; // The number that the book stands at; zero: there is none yet.
let bridged = false; // Whether a change has followed the snapshot.
let early = [];

function apply(event) {
    if (event.u < last) return;
    if (bridged ? event.pu !== last : event.U > last)
        return trial.fail(`after ${last} came ${event.U}..${event.u}, which follows ${event.pu}`);
    book.apply(event.b, event.a);
    [last, bridged] = [event.u, true];
    trial.compare(stream, last, book.sides());
}

async function begin() {
    [last, bridged, early] = [0, false, []];
    let snapshot;
    do {
        await sleep(200);
        snapshot = await rest.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 });
    } while (early.length === 0 || snapshot.lastUpdateId < early[0].U);
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
client.subscribe([stream], 'usdmPublic');
await trial.finish();
