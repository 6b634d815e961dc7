// npm `bybit-api` on Bybit linear contracts: a snapshot with the subscription, then changes that count up.
import { WebsocketClient } from 'bybit-api';
import { Book } from '../support/book.mjs';
import { Trial } from '../support/trial.mjs';
import { Venue } from '../support/venue.mjs';

const topic = 'orderbook.50.BTCUSDT';
const venue = await Venue.open('bybit', 'BTCUSDT', ['stream.bybit.com', 'api.bybit.com']);
const trial = new Trial('bybit-api', venue);
const client = new WebsocketClient({ market: 'v5', reconnectTimeout: 500 });
const book = new Book();
let last = 0;

client.on('update', (message) => {
    if (message.topic !== topic) return;
    const { u, b, a } = message.data;
    if (message.type === 'snapshot') book.clear();
    else if (u !== last + 1) return trial.fail(`after ${last} came ${u}`);
    book.apply(b, a);
    last = u;
    trial.compare(topic, u, book.sides());
});
client.on('exception', (error) => trial.fail(error));
client.subscribeV5([topic, 'publicTrade.BTCUSDT'], 'linear');
await trial.finish();
