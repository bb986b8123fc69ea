// A connection to the daemon: events one way, posts the other. Comes back by itself with the last
// `seq` it has, and sends again, with the same id, whatever was not acknowledged.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
// The daemon gives a sign of life every 15 seconds.
const LONGEST_SILENCE = 40000;
// Frames under way at once, so that they arrive in order and within the daemon's limits.
const WINDOW = 10;

export class Connection {
  /**
   * @param {object} options role, and what /api/events takes; `token` for customers.
   * @param {object} handlers onFrame(frame), onStatus("connecting" | "online" | "offline")
   * @param {object} memory where unsent frames survive a reload: {load(): frame[], save(frame[])}
   */
  constructor(options, handlers, memory) {
    this.options = options;
    this.handlers = handlers;
    this.memory = memory;
    this.unsent = memory ? memory.load() : [];
    this.underWay = new Set();
    this.after = options.after;
    this.session = null;
    this.wait = FIRST_WAIT;
    this.isClosed = false;
    this.wake = null;
    window.addEventListener("online", () => this.wake?.());
    window.addEventListener("offline", () => this.abort?.abort());
  }

  open() {
    this.isClosed = false;
    this.run();
  }

  close() {
    this.isClosed = true;
    this.abort?.abort();
    this.wake?.();
  }

  async run() {
    while (!this.isClosed) {
      this.handlers.onStatus("connecting");
      try {
        await this.listen();
      } catch (error) {
        if (error instanceof Refused) {
          this.handlers.onFrame(error.frame);
          if (!error.frame.retry) {
            this.isClosed = true;
            break;
          }
        }
      }
      clearTimeout(this.silence);
      this.session = null;
      this.underWay.clear();
      if (this.isClosed) break;
      this.handlers.onStatus("offline");
      // Spread, so that all do not come back at once after a restart.
      await this.pause(this.wait * (0.5 + Math.random()));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    this.handlers.onStatus("offline");
  }

  /** Waits, or goes on at once when the network is back. */
  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        this.wait = FIRST_WAIT;
        resolve();
      };
    });
  }

  async listen() {
    const query = new URLSearchParams({ role: this.options.role });
    for (const name of ["conversation", "channel", "explain"]) {
      if (this.options[name]) query.set(name, this.options[name]);
    }
    if (this.after !== undefined) query.set("after", this.after);
    this.abort = new AbortController();
    this.hear();
    const response = await fetch(`/api/events?${query}`, {
      headers: this.headers(), signal: this.abort.signal, cache: "no-store",
    });
    if (!response.ok) throw new Refused(await response.json());
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.hear();
      buffer += value;
      let end;
      while ((end = buffer.indexOf("\n\n")) >= 0) {
        this.take(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
      }
    }
  }

  /** A connection nothing comes from is given up. */
  hear() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.abort?.abort(), LONGEST_SILENCE);
  }

  take(block) {
    let name = "message";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      if (line.startsWith("data: ")) data += line.slice(6);
    }
    if (!data) return;
    const value = JSON.parse(data);
    if (name === "session") {
      this.session = value.session;
      return;
    }
    if (value.seq !== undefined && this.options.role === "customer" && value.type !== "welcome"
      && value.type !== "ack") {
      if (this.after !== undefined && value.seq <= this.after) return;
      this.after = value.seq;
    }
    if (value.type === "welcome") {
      this.wait = FIRST_WAIT;
      if (value.token) this.options.token = value.token;
      if (value.conversation) this.options.conversation = value.conversation;
      if (this.after === undefined && this.options.role === "customer") this.after = value.seq;
      this.handlers.onStatus("online");
      this.handlers.onFrame(value);
      this.flush();
      return;
    }
    if (value.type === "ack" || (value.type === "error" && value.id && !value.retry)) {
      this.forget(value.id);
    }
    if (value.type === "error" && value.id && value.retry) this.flushLater();
    this.handlers.onFrame(value);
  }

  headers() {
    return this.options.token ? { Authorization: `Bearer ${this.options.token}` } : {};
  }

  /** Sends a frame, now or once connected. One with an id is kept until it is acknowledged. */
  send(frame) {
    if (!frame.id) {
      if (this.session) this.post([frame]);
      return;
    }
    this.unsent.push(frame);
    this.remember();
    this.flush();
  }

  forget(id) {
    this.unsent = this.unsent.filter((frame) => frame.id !== id);
    this.underWay.delete(id);
    this.remember();
    this.flush();
  }

  remember() {
    this.memory?.save(this.unsent);
  }

  flush() {
    if (!this.session || this.flushing) return;
    const frames = this.unsent.slice(0, WINDOW).filter((frame) => !this.underWay.has(frame.id));
    if (!frames.length) return;
    for (const frame of frames) this.underWay.add(frame.id);
    this.post(frames);
  }

  /** All that was not acknowledged is sent once more, in order. */
  flushLater() {
    if (this.flushing) return;
    this.flushing = setTimeout(() => {
      this.flushing = null;
      this.underWay.clear();
      this.flush();
    }, 1500);
  }

  async post(frames) {
    try {
      const response = await fetch("/api/frames", {
        method: "POST",
        headers: {
          "Content-Type": "application/json", "Kefu-Session": this.session, ...this.headers(),
        },
        body: JSON.stringify(frames),
      });
      const answer = await response.json();
      if (!response.ok && answer.code === "hello_required") {
        // The daemon has forgotten the session: a new one begins.
        this.abort?.abort();
        return;
      }
      const errors = response.ok ? answer.errors : [answer];
      for (const error of errors) {
        if (error.id && !error.retry) this.forget(error.id);
        this.handlers.onFrame(error);
      }
      if (!response.ok && answer.retry) this.flushLater();
    } catch {
      // The events stop as well, and whatever has an id is sent again when they come back; where
      // they do not stop, it is sent again by itself.
      this.flushLater();
    }
  }
}

class Refused extends Error {
  constructor(frame) {
    super(frame.code);
    this.frame = frame;
  }
}

export function newID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
