/**
 * Something that a person wants done once, by one press of a button or several: where an answer was lost, or the server
 * failed, pressing again sends the same requests under the same Idempotency-Keys, and nothing is carried out twice.
 *
 * The API forgets the key of what it refused, so what is corrected and sent again is carried out.
 */
export class Attempt {
  /** The key of each request, by what it asks: what differs is another request. */
  #keys = new Map<string, string>();
  /** Of this press: the key that stands for one of the client's, which keeps its own for its retries. */
  #standing = new Map<string, string>();
  #asked = new Map<string, number>();

  /** A button is pressed. */
  begin(): void {
    this.#standing.clear();
    this.#asked.clear();
  }

  /** It is done: what is sent from now on is wanted anew. */
  end(): void {
    this.begin();
    this.#keys.clear();
  }

  /** Return a `fetch` that sends its requests. */
  through(send: typeof fetch): typeof fetch {
    return (input, init) => {
      const headers = new Headers(init?.headers);
      const given = headers.get('Idempotency-Key');
      if (!given || typeof init?.body !== 'string') return send(input, init);
      headers.set('Idempotency-Key', this.#keyOf(`${String(input)} ${init.body}`, given));
      return send(input, { ...init, headers });
    };
  }

  #keyOf(request: string, given: string): string {
    let key = this.#standing.get(given);
    if (key === undefined) {
      const number = this.#asked.get(request) ?? 0; // the same thing may be wanted twice
      this.#asked.set(request, number + 1);
      const asked = `${number} ${request}`;
      key = this.#keys.get(asked) ?? given;
      this.#keys.set(asked, key);
      this.#standing.set(given, key);
    }
    return key;
  }
}
