// Reads the mails that are named as arguments with mailparser, and writes what it found of each as a line of JSON.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';

for (const file of process.argv.slice(2)) {
  const mail = await simpleParser(readFileSync(file), { skipImageLinks: true });
  const from = mail.from?.value?.[0];
  console.log(JSON.stringify({
    from: from?.address ?? '',
    name: from?.name ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    isHtmlAlone: Boolean(mail.html) && !mail.text,
    html: Boolean(mail.html),
    files: mail.attachments.map((each) => ({
      name: each.filename ?? '',
      type: each.contentType,
      size: each.size,
      sha256: createHash('sha256').update(each.content).digest('hex'),
    })),
  }));
}
