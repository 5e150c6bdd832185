/** A question of the browser before the page is left while something is on its way to the API: it would be cut off. */

let underWay = 0;

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Send something; until its answer comes, the browser asks before it leaves the page. */
export async function askedToStay<Answer>(send: () => PromiseLike<Answer>): Promise<Answer> {
  underWay += 1;
  addEventListener('beforeunload', ask); // added once: it is the same function
  try {
    return await send();
  } finally {
    underWay -= 1;
    if (!underWay) removeEventListener('beforeunload', ask);
  }
}
