// The order of the window's channel: batches are numbered, each is acknowledged once it is on the page, and a
// missing number is answered with one request for a fresh start.

import type { Batch, Update } from '../bindings';

export interface StreamAnswers {
  ack(n: number): void;
  resync(): void;
}

export class BatchOrder {
  private last = 0;
  private waitingForReset = false;

  constructor(
    private readonly apply: (updates: Update[]) => void,
    private readonly answers: StreamAnswers,
  ) {}

  take(batch: Batch): void {
    if (batch.n <= this.last) {
      // Number 1 again is the shell starting over after a resync; anything else was seen already.
      if (batch.n !== 1) return;
      this.last = 0;
    }
    if (batch.n !== this.last + 1 && !this.waitingForReset) {
      this.waitingForReset = true;
      this.last = batch.n;
      this.answers.ack(batch.n);
      this.answers.resync();
      return;
    }
    if (this.waitingForReset && !startsWithReset(batch)) {
      // Diffs that rest on rows this page does not have.
      this.last = batch.n;
      this.answers.ack(batch.n);
      return;
    }
    this.waitingForReset = false;
    this.last = batch.n;
    try {
      this.apply(batch.updates);
    } finally {
      this.answers.ack(batch.n);
    }
  }
}

function startsWithReset(batch: Batch): boolean {
  return batch.updates.some(
    (update) =>
      (update.kind === 'conversations' || update.kind === 'timeline') &&
      update.diffs[0]?.op === 'reset',
  );
}
