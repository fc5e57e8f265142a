// Counts down by the time that passed since the page came: the clock of the device may be wrong.
const shown = document.querySelector("[data-seconds-left]");
if (shown !== null) {
  const began = performance.now();
  const total = Number(shown.dataset.secondsLeft);
  const pad = (part) => String(part).padStart(2, "0");
  const tick = () => {
    const left = Math.max(0, Math.ceil(total - (performance.now() - began) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor(left / 60) % 60;
    shown.textContent = `${pad(hours)}:${pad(minutes)}:${pad(left % 60)}`;
    if (left === 0) {
      clearInterval(timer);
      // A second later the provider has closed it, and the page says so.
      setTimeout(() => location.reload(), 1500);
    }
  };
  const timer = setInterval(tick, 1000);
}
