// Every page works without this: it closes the menu on a narrow screen and gives code a button that copies it.
const menu = document.querySelector('.menu');
if (menu && window.matchMedia('(max-width: 56rem)').matches) menu.open = false;

for (const pre of document.querySelectorAll('pre')) {
  const button = document.createElement('button');
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  const frame = document.createElement('div');
  frame.className = 'code';
  pre.replaceWith(frame);
  frame.append(pre, button);
}
