// The live connection (proxy.md section 4): a WebSocket whose frames become events.

import { texts, withText } from "./requests.js";

/** What a connection that never began is closed with. */
const NEVER = 1006;

export class Line {
  #socket;

  /**
   * Connects, in place of any other connection.
   *
   * @param {string[]} where ticket, address, token, and after which cursor
   * @param {(event: string, texts: string[]) => void} hear
   */
  open([ticket, url, token, after], hear) {
    this.close();
    const ended = (code) => hear("closed", [ticket, String(code), String(Math.floor(Math.random() * 65_536))]);
    let socket;
    try {
      // A browser lets nothing but a protocol's name carry the token.
      socket = new WebSocket(withText(url.replace("http", "ws"), "after", after), ["helpthread.live.v1", `helpthread.session.${token}`]);
    } catch {
      return queueMicrotask(() => ended(NEVER));
    }
    socket.onmessage = ({ data }) => {
      const frame = read(data);
      if (frame) hear("heard", [ticket, ...frame]);
    };
    socket.onclose = ({ code }) => ended(code);
    this.#socket = socket;
  }

  /** The one thing a client may say. */
  ping() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send("ping");
  }

  close() {
    if (!this.#socket) return;
    const socket = this.#socket;
    socket.onmessage = socket.onclose = this.#socket = null;
    // To close one while it is being made is an error in the browser's console.
    socket.onopen = () => socket.close();
    if (socket.readyState) socket.close();
  }
}

/** A frame as texts; nothing if it is none that this version knows. @param {unknown} data */
function read(data) {
  if (data === "pong") return ["pong"];
  try {
    const { type, cursor, data: conversation } = JSON.parse(String(data));
    return type === "conversation" ? [type, cursor, ...texts(conversation)] : [type, cursor];
  } catch {
    return null;
  }
}
