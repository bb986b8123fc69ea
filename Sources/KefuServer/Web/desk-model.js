// What the desk knows: conversations, who is there, and the connection.

export const model = {
  connection: null,
  role: "agent",
  own: "",
  current: null,
  /** @type {Map<string, Conversation>} */
  conversations: new Map(),
  /** What `/api/desk/overview` said last. */
  overview: { agents: [], groups: [], conversations: [] },
  /** Canned replies the agent may use. */
  replies: [],
  /** Milliseconds by which the daemon's clock is ahead. */
  skew: 0,
};

export class Conversation {
  constructor(id) {
    this.id = id;
    /** As the last `handoff` said; null of one that is nobody's here. */
    this.stage = null;
    this.handoff = null;
    this.since = null;
    this.lines = [];
    this.seen = new Set();
    this.pending = new Map();
    this.reported = new Set();
    this.suggestions = [];
    this.unread = 0;
    this.isHeld = false;
    this.isWatched = false;
    this.isAngry = false;
    this.last = "";
    this.card = null;
    this.draft = "";
  }

  get isMine() { return this.stage === "assigned"; }
  get isWaiting() { return this.stage === "waiting" || this.stage === "offered"; }
  /** As the supervisors' list and the waiting list have it. */
  get line() { return model.overview.conversations.find((line) => line.id === this.id); }
  get name() { return this.card?.customer ?? this.line?.customer ?? this.id.slice(0, 6); }
}

export function conversation(id) {
  let found = model.conversations.get(id);
  if (!found) {
    found = new Conversation(id);
    model.conversations.set(id, found);
  }
  return found;
}

export function current() {
  return model.current ? model.conversations.get(model.current) : undefined;
}

/** Asks `/api/desk/…`; null where it is refused or the network is gone. */
export async function lookUp(path, parameters = {}) {
  try {
    const query = new URLSearchParams({ role: model.role, ...parameters });
    const response = await fetch(`/api/desk/${path}?${query}`, { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** What colleagues see of somebody; the id where the desk does not know them. */
export function nameOf(agent) {
  return model.overview.agents.find((each) => each.id === agent)?.name ?? agent ?? "";
}

/** A group as the shop calls it. */
export function groupName(id) {
  return model.overview.groups.find((group) => group.id === id)?.name ?? id ?? "";
}

export function nowAtDesk() {
  return Date.now() + model.skew;
}
