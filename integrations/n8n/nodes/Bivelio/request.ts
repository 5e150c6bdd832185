import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	INode,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, sleep } from 'n8n-workflow';

const LIVE = 'https://api.bivelio.com/v1';
const SANDBOX = 'https://sandbox.api.bivelio.com/v1';
const MOST_ATTEMPTS = 4;
const LONGEST_WAIT_SECONDS = 60;
const TOO_MANY_REQUESTS = 'RATE_LIMIT_EXCEEDED';

/** What the API says of a request that failed. */
export interface Failure extends IDataObject {
	code: string;
	message: string;
	remedy: string;
	request_id: string;
	doc_url: string;
	retry_after?: number;
	details?: { field?: string };
}

type Node = IExecuteFunctions | IHookFunctions;

/** Send an operation and return the data of its answer. What it says of a failure is a NodeApiError. */
export async function call(
	this: Node,
	path: string,
	data: Record<string, unknown>,
	{ key, item }: { key?: string; item?: number } = {},
): Promise<IDataObject> {
	const isKey = this.getNodeParameter('authentication', item ?? 0) === 'apiKey';
	const name = isKey ? 'bivelioApi' : 'bivelioOAuth2Api';
	const credentials = await this.getCredentials(name, item);
	const ofKey = String(credentials.apiKey ?? '').startsWith('bv_test_') ? SANDBOX : LIVE;
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${String(credentials.url || ofKey).replace(/\/+$/, '')}${path}`,
		headers: { 'Accept-Language': 'en', ...(key ? { 'Idempotency-Key': key } : {}) },
		body: { data },
		json: true,
	};
	for (let attempt = 1; ; attempt += 1) {
		try {
			const answer = await this.helpers.httpRequestWithAuthentication.call(this, name, options);
			return (answer as { data: IDataObject }).data;
		} catch (error) {
			const failure = failureOf(error);
			const wait = failure?.code === TOO_MANY_REQUESTS ? (failure.retry_after ?? 1) : undefined;
			if (wait === undefined || wait > LONGEST_WAIT_SECONDS || attempt === MOST_ATTEMPTS) {
				throw refused(this.getNode(), error as Error, failure, item);
			}
			await sleep(wait * 1000);
		}
	}
}

/** What the API said, if it was the API that answered. */
export function failureOf(error: unknown): Failure | undefined {
	const answered = (error as { context?: { data?: { error?: Failure } } }).context?.data?.error;
	return answered?.code ? answered : undefined;
}

function refused(node: INode, error: Error, failure: Failure | undefined, item?: number): NodeApiError {
	if (!failure) return new NodeApiError(node, error as unknown as JsonObject, { itemIndex: item });
	const field = failure.details?.field;
	const facts = [`Code: ${failure.code}`, ...(field ? [`Field: ${field}`] : []), `Request: ${failure.request_id}`];
	const told = new NodeApiError(node, failure as JsonObject, {
		message: failure.message,
		description: `${failure.remedy} ${facts.join('. ')}. ${failure.doc_url}`,
		httpCode: String((error as NodeApiError).httpCode ?? ''),
		itemIndex: item,
	});
	told.context.data = { error: failure };
	return told;
}
