import { tryCcxt } from '../support/ccxt_trial.mjs';

await tryCcxt({
    name: 'okx',
    exchange: 'okx',
    symbol: 'BTC-USDT',
    hosts: ['ws.okx.com', 'www.okx.com'],
    topic: 'books:BTC-USDT',
    market: { symbol: 'BTC/USDT', type: 'spot', spot: true },
});
