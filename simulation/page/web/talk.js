// One conversation with the room: enters, comes back after a break, hands on what is said.

const FIRST_WAIT = 500, LONGEST_WAIT = 8000; // milliseconds before trying again

// opening: () => the first message; hear: (message) => void; state: ("open"|"lost"|"closed", why) => void.
export function converse(opening, hear, state) {
  let socket = null, wait = FIRST_WAIT, over = false;
  function begin() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/room`);
    socket.onopen = () => {
      wait = FIRST_WAIT;
      socket.send(JSON.stringify(opening()));
      state("open");
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.kind === "closed") {
        over = true;
        state("closed", message.why);
      } else hear(message);
    };
    socket.onclose = () => {
      if (over) return;
      state("lost");
      setTimeout(begin, wait);
      wait = Math.min(LONGEST_WAIT, 2 * wait);
    };
  }
  begin();
  return (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
}
