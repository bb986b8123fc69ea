// What a page remembers. A browser may refuse all of it, as it does inside other sites' pages; then it
// lasts as long as the page.

const fallback = new Map();

/** The text kept under a name; null where there is none. */
export function read(name) {
  try {
    return localStorage.getItem(`kefu.${name}`);
  } catch {
    return fallback.get(name) ?? null;
  }
}

export function write(name, text) {
  try {
    localStorage.setItem(`kefu.${name}`, text);
  } catch {
    fallback.set(name, text);
  }
}
