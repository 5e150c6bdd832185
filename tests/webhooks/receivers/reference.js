// A receiver with the verification of the API reference, word for word (verifyWebhook), on 127.0.0.1.
// node reference.js SECRET -> prints its port; answers 200 to what verifies, 401 to what does not.
import crypto from 'node:crypto';
import http from 'node:http';

function verifyWebhook(body, signature, secret) {
const expected = crypto
.createHmac('sha256', secret)
.update(body)
.digest('hex');
return crypto.timingSafeEqual(
Buffer.from(signature),
Buffer.from(expected)
);
}

const secret = process.argv[2];

http
  .createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8'); // as text, like express.text()
      let accepted = false;
      try {
        accepted = verifyWebhook(body, request.headers['x-bivelio-signature'] ?? '', secret);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // a signature of another length
      }
      response.writeHead(accepted ? 200 : 401).end(accepted ? JSON.parse(body).data.name : 'refused');
    });
  })
  .listen(0, '127.0.0.1', function listening() {
    console.log(this.address().port);
  });
