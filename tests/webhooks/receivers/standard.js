// A receiver with the npm package `standardwebhooks`, on 127.0.0.1.
// node standard.js SECRET -> prints its port; answers 200 to what verifies, 401 to what does not.
import http from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const webhook = new Webhook(process.argv[2]);

http
  .createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      try {
        const payload = webhook.verify(Buffer.concat(parts).toString('utf8'), request.headers);
        response.writeHead(200).end(payload.data.name);
      } catch (error) {
        if (!(error instanceof WebhookVerificationError)) throw error;
        response.writeHead(401).end(error.message);
      }
    });
  })
  .listen(0, '127.0.0.1', function listening() {
    console.log(this.address().port);
  });
