// Reads the mail that is named as argument with mailparser, and writes what it found as JSON.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';

const mail = await simpleParser(readFileSync(process.argv[2]), { skipImageLinks: true });
const from = mail.from?.value?.[0];
console.log(JSON.stringify({
  from: from?.address ?? '',
  name: from?.name ?? '',
  subject: mail.subject ?? '',
  text: mail.text ?? '',
  files: mail.attachments.map((each) => ({
    name: each.filename ?? '',
    sha256: createHash('sha256').update(each.content).digest('hex'),
  })),
}));
