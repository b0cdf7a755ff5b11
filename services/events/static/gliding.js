// Moving: what changed its place glides there from where it was (First, Last, Invert, Play).

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const CROWD = 12; // more cards on their way at once are a blur
const MOVE = { duration: 650, easing: "cubic-bezier(0.3, 0, 0.1, 1)" };
const ROOM = { duration: 350, easing: "ease-out" };
const ARRIVE = { duration: 400, easing: "ease-out" };

/** Runs `change`, and lets every card of `root` glide to its new place; those of `moving` are the ones to look at. */
export function glide(root, moving, change) {
  const still = CALM.matches || document.hidden || moving.size > CROWD;
  const first = still ? new Map() : places(root);
  change();
  const cards = root.querySelectorAll(".card");
  for (const card of cards) if (moving.has(card.dataset.id)) mark(card);
  if (still || moving.size === 0) return;
  for (const [card, last] of places(root)) play(card, first.get(card), last, moving.has(card.dataset.id));
}

function places(root) {
  return new Map([...root.querySelectorAll(".card")].map((card) => [card, card.getBoundingClientRect()]));
}

function play(card, first, last, isMoving) {
  if (!first) {
    if (seen(last)) card.animate([{ opacity: 0, transform: "translateY(-12px) scale(0.97)" }, {}], ARRIVE);
    return;
  }
  const x = first.left - last.left;
  const y = near(first.top - last.top);
  if ((x === 0 && y === 0) || !(seen(first) || seen(last))) return;
  const from = `translate(${x}px, ${y}px)`;
  if (!isMoving) {
    card.animate([{ transform: from }, {}], ROOM);
    return;
  }
  const lifted = { offset: 0.5, transform: `translate(${x / 2}px, ${y / 2 - 10}px) scale(1.03)`, zIndex: 2 };
  card.animate([{ transform: from, zIndex: 2 }, lifted, { zIndex: 2 }], MOVE);
}

/** A card that comes from far outside the window starts at its edge. */
function near(distance) {
  return Math.max(-innerHeight, Math.min(innerHeight, distance));
}

function seen(place) {
  return place.bottom > 0 && place.top < innerHeight;
}

/** A card that moved stays marked for a while, also for who saw no movement. */
function mark(card) {
  card.classList.remove("card-moved");
  void card.offsetWidth; // starts the marking anew
  card.classList.add("card-moved");
  card.addEventListener("animationend", () => card.classList.remove("card-moved"), { once: true });
}
