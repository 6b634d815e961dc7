// npm `okx-api` on OKX: a snapshot with the subscription, then changes that name the one before.
import { WebsocketClient } from 'okx-api';
import { Book } from '../support/book.mjs';
import { Trial } from '../support/trial.mjs';
import { Venue } from '../support/venue.mjs';

const venue = await Venue.open('okx', 'BTC-USDT', ['ws.okx.com', 'www.okx.com']);
const trial = new Trial('okx-api', venue);
const client = new WebsocketClient({ reconnectTimeout: 500 });
const book = new Book();
let last = 0;

client.on('update', (message) => {
    if (message.arg.channel !== 'books') return;
    for (const { bids, asks, seqId, prevSeqId } of message.data) {
        if (message.action === 'snapshot') book.clear();
        else if (prevSeqId !== last) return trial.fail(`after ${last} came one that follows ${prevSeqId}`);
        book.apply(bids, asks);
        last = seqId;
        trial.compare('books:BTC-USDT', seqId, book.sides());
    }
});
client.on('exception', (error) => trial.fail(error));
client.subscribe([
    { channel: 'books', instId: 'BTC-USDT' },
    { channel: 'trades', instId: 'BTC-USDT' },
]);
await trial.finish();
