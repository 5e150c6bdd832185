/** Streams of server-sent events, as async iterators. */
import { APIConnectionError, errorOf } from './errors.js';
import { type Guard, connectionError } from './sending.js';

/** The events of an agent's answer: pieces of it, the tools that it called, and the whole as the last one. */
export class EventStream<Event extends { event: string; data: unknown }> implements AsyncIterable<Event> {
  constructor(
    /** The raw response; the stream reads its body. */
    readonly response: Response,
    private readonly idle: () => Guard,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    const reader = this.response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const guard = this.idle();
    const stop = () => void reader.cancel().catch(() => undefined);
    if (guard.signal.aborted) stop();
    guard.signal.addEventListener('abort', stop);
    let text = '';
    let isComplete = false;
    try {
      for (;;) {
        guard.wake();
        const { done, value = '' } = await reader.read();
        text += value;
        if (done) break;
        const blocks = text.split(/\r?\n\r?\n/);
        text = blocks.pop()!;
        for (const block of blocks) {
          const event = eventOf(block);
          if (!event) continue;
          if (event.event === 'error') throw errorOf(this.response.status, event.data as never, this.response);
          isComplete ||= event.event === 'result';
          yield event as Event;
        }
      }
      if (guard.signal.aborted) throw guard.signal.reason;
      if (!isComplete) throw new APIConnectionError('The stream ended before the result.');
    } catch (error) {
      throw connectionError(error, this.response.url, guard.signal);
    } finally {
      guard.rest();
      stop(); // the consumer may have left early
    }
  }

  /** Read to the end and return the whole answer. */
  async result(): Promise<Extract<Event, { event: 'result' }>['data']> {
    let last: Event | undefined;
    for await (const event of this) last = event;
    return last!.data;
  }
}

function eventOf(block: string): { event: string; data: unknown } | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^(\w*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return data.length ? { event, data: JSON.parse(data.join('\n')) } : undefined;
}
