// The page at the root: opens the player of a path, names this server in the examples.

document.getElementById('watch').addEventListener('submit', (event) => {
  event.preventDefault();
  location.href = `/${document.getElementById('path').value}${location.search}`;
});
for (const host of document.querySelectorAll('.host')) host.textContent = location.hostname;
