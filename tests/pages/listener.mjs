/* Runs the page's own live.js outside a browser and tells every change as a line of JSON. */
const [origin, folder] = process.argv.slice(2);
const ask = globalThis.fetch;
globalThis.fetch = (address, options) => ask(origin + address, options);
globalThis.document = { addEventListener() {}, hidden: false };
globalThis.window = { addEventListener() {} };
const { ServerClock } = await import(`${folder}/clock.js`);
const { Shelf } = await import(`${folder}/shelf.js`);
const { Live } = await import(`${folder}/live.js`);
const clock = new ServerClock();
const shelf = new Shelf();
let last = "";
const live = new Live({
  clock,
  shelf,
  onChange() {
    const teams = Object.fromEntries(shelf.inOrder().map((team) => [team.code, [team.status, team.seatsLeft]]));
    const told = JSON.stringify({ state: live.state, teams });
    if (told === last) return;
    last = told;
    console.log(JSON.stringify({ ...JSON.parse(told), now: clock.now() }));
  },
});
live.start();
