import type {
	IDataObject,
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { AUTHENTICATION } from '../Bivelio/properties';
import { call, failureOf } from '../Bivelio/request';
import { EVENTS } from '../Bivelio/table';
import { isSigned } from './signature';

const ABSENT = 'RESOURCE_NOT_FOUND';

export class BivelioTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'BiVelio Trigger',
		name: 'bivelioTrigger',
		icon: { light: 'file:../../icons/bivelio.svg', dark: 'file:../../icons/bivelio.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].join(", ")}}',
		description: 'Starts the workflow when something happens in BiVelio',
		defaults: { name: 'BiVelio Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'bivelioApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'bivelioOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook', rawBody: true }],
		properties: [
			AUTHENTICATION,
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				default: [],
				options: EVENTS.map((each) => ({ name: each.title, value: each.name, description: each.about })),
				description: 'What starts the workflow',
			},
			{
				displayName: 'Condition',
				name: 'filter',
				type: 'string',
				default: '',
				placeholder: 'e.g. data.total > `500`',
				description:
					'A JMESPath expression over the event, <code>{ID, event, timestamp, data}</code>: only events for which it is true start the workflow',
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node');
				if (!kept.webhookId) return false;
				const found = await ifThere.call(this, call.call(this, '/webhooks/get', { webhook_id: kept.webhookId }));
				if (found && found.status === 'active' && isSame(found, wanted.call(this))) return true;
				if (found) await ifThere.call(this, call.call(this, '/webhooks/delete', { webhook_id: kept.webhookId }));
				forget(kept);
				return false;
			},

			async create(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node');
				const made = await call.call(this, '/webhooks/create', wanted.call(this));
				kept.webhookId = made.webhook_id;
				kept.secret = made.signing_secret;
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node');
				if (kept.webhookId) await ifThere.call(this, call.call(this, '/webhooks/delete', { webhook_id: kept.webhookId }));
				forget(kept);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { secret } = this.getWorkflowStaticData('node');
		const request = this.getRequestObject();
		const body = request.rawBody;
		if (typeof secret !== 'string' || !body || !isSigned(secret, this.getHeaderData() as IDataObject, body)) {
			this.getResponseObject().status(401).send('The signature is not ours').end();
			return { noWebhookResponse: true };
		}
		return { workflowData: [this.helpers.returnJsonArray(this.getBodyData())] };
	}
}

function wanted(this: IHookFunctions): IDataObject {
	const url = this.getNodeWebhookUrl('default');
	if (!url) throw new NodeOperationError(this.getNode(), 'n8n has no address for this trigger');
	const filter = this.getNodeParameter('filter', '') as string;
	return {
		url,
		events: this.getNodeParameter('events', []) as string[],
		...(filter ? { filter } : {}),
		description: `n8n: ${this.getWorkflow().name ?? this.getWorkflow().id}`.slice(0, 200),
	};
}

function isSame(found: IDataObject, asked: IDataObject): boolean {
	const [one, other] = [found, asked].map((each) => [...(each.events as string[])].sort().join());
	return found.url === asked.url && one === other && (found.filter ?? '') === (asked.filter ?? '');
}

function forget(kept: IDataObject): void {
	delete kept.webhookId;
	delete kept.secret;
}

/** The answer, or undefined when there is no such webhook any more. */
async function ifThere(this: IHookFunctions, answer: Promise<IDataObject>): Promise<IDataObject | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (failureOf(error)?.code === ABSENT) return undefined;
		throw new NodeApiError(this.getNode(), error as JsonObject); // the same one, since it is of a node
	}
}
