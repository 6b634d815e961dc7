// A book as the exchanges' documents tell their clients to keep it: quantities are absolute, zero deletes.
export class Book {
    constructor() {
        this.clear();
    }

    clear() {
        this.bids = new Map();
        this.asks = new Map();
    }

    apply(bids, asks) {
        for (const [side, rows] of [[this.bids, bids], [this.asks, asks]])
            for (const [price, quantity] of rows)
                if (Number(quantity) === 0) side.delete(Number(price));
                else side.set(Number(price), Number(quantity));
    }

    // Both sides, best first.
    sides() {
        return {
            bids: [...this.bids].sort((a, b) => b[0] - a[0]),
            asks: [...this.asks].sort((a, b) => a[0] - b[0]),
        };
    }
}

// The first difference between a client's book and the exchange's, in words; empty if they are the same.
export function difference(sides, truth) {
    for (const side of ['bids', 'asks']) {
        const [ours, theirs] = [sides[side], truth[side]];
        const most = Math.max(ours.length, theirs.length);
        for (let i = 0; i < most; ++i) {
            const [a, b] = [ours[i], theirs[i]].map((row) => row?.slice(0, 2).map(Number).join(' x '));
            if (a !== b) return `${side}[${i}] is ${a}, and in truth ${b}`;
        }
    }
    return '';
}
