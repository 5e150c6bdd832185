import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/** Whether a delivery was signed with the secret (Standard Webhooks), over these very bytes, in the last minutes. */
export function isSigned(
	secret: string,
	headers: Record<string, unknown>,
	body: Buffer,
	now = Date.now() / 1000,
): boolean {
	const [id, moment, signatures] = ['id', 'timestamp', 'signature'].map((each) => String(headers[`webhook-${each}`]));
	if (!(Math.abs(now - Number(moment)) <= TOLERANCE_SECONDS)) return false;
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const signed = Buffer.concat([Buffer.from(`${id}.${moment}.`), body]);
	const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
	return (signatures ?? '').split(' ').some((each) => {
		const given = Buffer.from(each);
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
}
