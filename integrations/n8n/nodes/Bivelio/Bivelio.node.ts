import { createHash } from 'node:crypto';

import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { properties } from './properties';
import { call, failureOf } from './request';
import type { Action, Listing } from './table';
import { RESOURCES } from './table';
import { dataOf } from './values';

export class Bivelio implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'BiVelio',
		name: 'bivelio',
		icon: { light: 'file:../../icons/bivelio.svg', dark: 'file:../../icons/bivelio.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Work with contacts, invoices, messages, documents, workflows and agents of BiVelio',
		defaults: { name: 'BiVelio' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'bivelioApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'bivelioOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		properties: properties(),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results: INodeExecutionData[] = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			try {
				results.push(...(await carryOut.call(this, item)));
			} catch (error) {
				const told = isOfNode(error) ? error : new NodeOperationError(this.getNode(), error as Error, { itemIndex: item });
				if (!this.continueOnFail()) throw told;
				results.push({ json: { error: told.message, ...failureOf(error) }, pairedItem: { item } });
			}
		}
		return [results];
	}
}

/** Whether an error already says of which node and item it is. */
function isOfNode(error: unknown): error is NodeApiError | NodeOperationError {
	return error instanceof NodeApiError || error instanceof NodeOperationError;
}

/** The results for an item of the input: the rows of a list, or the one thing that was asked for or done. */
async function carryOut(this: IExecuteFunctions, item: number): Promise<INodeExecutionData[]> {
	const action = chosen.call(this, item);
	const data = dataOf(this, action, item);
	if (action.listing) {
		const rows = await pages.call(this, action, action.listing, data, item);
		return rows.map((row) => ({ json: row, pairedItem: { item } }));
	}
	if (action.upload) {
		const name = this.getNodeParameter('binaryPropertyName', item) as string;
		const file = await this.helpers.getBinaryDataBuffer(item, name);
		data[action.upload] = file.toString('base64');
		data.filename ||= this.helpers.assertBinaryData(item, name).fileName;
	}
	const key = action.changes ? keyOf.call(this, action, data, item) : undefined;
	const answer = await call.call(this, action.path, data, { key, item });
	const { json, binary } = await files.call(this, action, answer, item);
	return [{ json, ...(Object.keys(binary).length ? { binary } : {}), pairedItem: { item } }];
}

function chosen(this: IExecuteFunctions, item: number): Action {
	const resource = this.getNodeParameter('resource', item) as string;
	const operation = this.getNodeParameter('operation', item) as string;
	const actions = RESOURCES.find((each) => each.name === resource)?.actions ?? [];
	const action = actions.find((each) => each.name === operation);
	if (action) return action;
	throw new NodeOperationError(this.getNode(), `There is no operation "${operation}" of "${resource}"`, {
		description: 'Choose another one: this version of the node does not know it',
		itemIndex: item,
	});
}

/** The rows of a list, page after page, until there are as many as were asked for or no more. */
async function pages(
	this: IExecuteFunctions,
	action: Action,
	listing: Listing,
	data: IDataObject,
	item: number,
): Promise<IDataObject[]> {
	const isAll = this.getNodeParameter('returnAll', item) as boolean;
	const most = isAll ? Infinity : (this.getNodeParameter('limit', item) as number);
	const size = Math.min(most, listing.most);
	const rows: IDataObject[] = [];
	let next: unknown = listing.by === 'page' ? 1 : undefined;
	do {
		const place = next === undefined ? {} : { [listing.by]: next };
		const page = await call.call(this, action.path, { ...data, [listing.size]: size, ...place }, { item });
		const found = page[listing.items] as IDataObject[];
		rows.push(...found);
		next = following(listing, page, next, size);
	} while (next !== undefined && rows.length < most);
	return rows.slice(0, most);
}

/** What the next page is asked for by; undefined after the last one. A feed always has a cursor, and says `has_more`. */
function following(listing: Listing, page: IDataObject, place: unknown, size: number): unknown {
	if (!listing.cursor) return (page[listing.items] as IDataObject[]).length < size ? undefined : Number(place) + 1;
	return page.has_more === false ? undefined : (page[listing.cursor] ?? undefined);
}

/**
 * The Idempotency-Key of a request. The same item of the same run has the same key, so that what "Retry On Fail" sends
 * again has its effect once; a run that is started again is another one.
 */
function keyOf(this: IExecuteFunctions, action: Action, data: IDataObject, item: number): string {
	const run = this.evaluateExpression('{{ $runIndex }}', item);
	const place = [this.getExecutionId(), this.getNode().id, run, item, action.path, data];
	return `n8n-${createHash('sha256').update(JSON.stringify(place)).digest('hex')}`;
}

/** An answer without the files that it has in base64, which become binary fields, as do those that it links to. */
async function files(
	this: IExecuteFunctions,
	action: Action,
	answer: IDataObject,
	item: number,
): Promise<{ json: IDataObject; binary: IBinaryKeyData }> {
	const json = { ...answer };
	const binary: IBinaryKeyData = {};
	const name = typeof answer.filename === 'string' ? answer.filename : undefined;
	for (const field of action.encoded ?? []) {
		if (typeof json[field] !== 'string') continue;
		const content = Buffer.from(json[field], 'base64');
		delete json[field];
		binary[field.replace(/_base64$/, '')] = await this.helpers.prepareBinaryData(content, name);
	}
	if (action.links && this.getNodeParameter('download', item, false)) {
		for (const field of action.links) {
			if (typeof json[field] !== 'string') continue;
			const url = json[field];
			const content = (await this.helpers.httpRequest({ url, encoding: 'arraybuffer' })) as ArrayBuffer;
			const last = decodeURIComponent(new URL(url).pathname.split('/').pop() ?? '');
			const whole = Buffer.from(content);
			binary[field.replace(/_?url$/, '') || 'data'] = await this.helpers.prepareBinaryData(whole, name ?? last);
		}
	}
	return { json, binary };
}
