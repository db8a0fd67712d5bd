// The order of the window's channel: batches are numbered, each is acknowledged once it is on the page, and a
// missing number is answered with one request for a fresh start.

import type { Batch, Update } from '../bindings';

export interface StreamAnswers {
  ack(n: number): void;
  /** The page has the batches up to this one. */
  resync(after: number): void;
}

export class BatchOrder {
  private last = 0;
  /** Number of the batch at which a fresh start was asked for. */
  private askedAt: number | null = null;

  constructor(
    private readonly apply: (updates: Update[]) => void,
    private readonly answers: StreamAnswers,
  ) {}

  take(batch: Batch): void {
    // A fresh one may have any number: after a reload the shell counts from one again.
    if (!batch.fresh) {
      if (batch.n <= this.last) return;
      if (this.askedAt !== null) {
        // Changes of rows that this page does not have. They are not acknowledged, so what they told comes again. At
        // most one of them was on its way when a fresh start was asked for: with a second one, that start got lost.
        if (batch.n > this.askedAt + 1) this.ask(batch.n);
        return;
      }
      if (batch.n !== this.last + 1) {
        this.ask(batch.n);
        return;
      }
    }
    this.askedAt = null;
    this.last = batch.n;
    try {
      this.apply(batch.updates);
    } finally {
      this.answers.ack(batch.n);
    }
  }

  private ask(at: number): void {
    this.askedAt = at;
    this.answers.resync(this.last);
  }
}
