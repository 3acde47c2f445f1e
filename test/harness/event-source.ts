/** A reader of server-sent events, as a browser's EventSource: one connection, until it is closed. */
export interface SseEvent {
  readonly id: string;
  readonly data: string;
}

export class TestEventSource {
  readonly status: number;
  readonly headers: Headers;
  readonly events: SseEvent[] = [];
  comments = 0;
  isEnded = false;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.headers = response.headers;
    this.#abort = abort;
    void this.#read(response).catch(() => undefined);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<TestEventSource> {
    const abort = new AbortController();
    return new TestEventSource(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const blocks = (text + decoder.decode(bytes, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block.split("\n"));
    }
    this.isEnded = true;
  }

  #take(lines: readonly string[]): void {
    const valueOf = (field: string): string | undefined =>
      lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
    const data = valueOf("data");
    if (data !== undefined) this.events.push({ id: valueOf("id") ?? "", data });
    if (lines[0]?.startsWith(":") === true) this.comments += 1;
  }
}
