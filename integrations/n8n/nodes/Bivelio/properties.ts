import type { INodeProperties, INodePropertyOptions, NodePropertyTypes } from 'n8n-workflow';

import type { Action, Field, Resource } from './table';
import { RESOURCES } from './table';

export const OPTIONAL = 'fields';
const ALPHABETIC = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);

/** The choice of how to sign in, the same in both nodes. */
export const AUTHENTICATION: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'API Key', value: 'apiKey' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'apiKey',
};

/** Everything that a person sees in the node: what to do, and the fields of it. */
export function properties(): INodeProperties[] {
	return [
		AUTHENTICATION,
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: RESOURCES.map((each) => ({ name: each.title, value: each.name, description: each.about })),
			default: 'contacts',
		},
		...RESOURCES.map(operations),
		...RESOURCES.flatMap((resource) => resource.actions.flatMap((action) => fields(resource, action))),
	];
}

function operations(resource: Resource): INodeProperties {
	const options = resource.actions.map((each) => ({
		name: each.title,
		value: each.name,
		action: each.title,
		description: each.about,
	}));
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.name] } },
		options: options.sort(ALPHABETIC),
		default: (options.find((each) => each.value === 'list') ?? options[0])?.value ?? '',
	};
}

function fields(resource: Resource, action: Action): INodeProperties[] {
	const displayOptions = { show: { resource: [resource.name], operation: [action.name] } };
	const required = action.fields.filter((each) => each.required);
	const optional = action.fields.filter((each) => !each.required);
	const shown: INodeProperties[] = required.map((each) => ({ ...property(each), required: true, displayOptions }));
	if (action.upload) {
		shown.push({
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the input binary field containing the file to be uploaded',
			displayOptions,
		});
	}
	if (action.listing) shown.push(...limits(resource, action));
	if (optional.length) {
		shown.push({
			displayName: action.listing ? 'Filters' : action.name.includes('update') ? 'Update Fields' : 'Additional Fields',
			name: OPTIONAL,
			type: 'collection',
			placeholder: action.listing ? 'Add Filter' : 'Add Field',
			default: {},
			options: optional.map(property).sort((one, other) => one.displayName.localeCompare(other.displayName)),
			displayOptions,
		});
	}
	if (action.links) {
		shown.push({
			displayName: 'Download File',
			name: 'download',
			type: 'boolean',
			default: false,
			description: 'Whether to fetch the file of the answer too, into a binary field',
			displayOptions,
		});
	}
	return shown;
}

function limits(resource: Resource, action: Action): INodeProperties[] {
	const show = { resource: [resource.name], operation: [action.name] };
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...show, returnAll: [false] } },
		},
	];
}

function property(field: Field): INodeProperties {
	const { type, empty } = inputOf(field);
	const bounds = { minValue: field.minimum, maxValue: field.maximum };
	const options = field.choices?.map((each): INodePropertyOptions => ({ ...each }));
	return {
		displayName: field.title,
		name: field.parameter,
		type,
		default: (field.default ?? empty) as INodeProperties['default'],
		description: described(field),
		...(options ? { options } : {}),
		...(type === 'number' ? { typeOptions: { ...bounds, ...(field.kind === 'number' ? { numberPrecision: 6 } : {}) } } : {}),
		...(field.long ? { typeOptions: { rows: 4 } } : {}),
		...(field.example && type === 'string' ? { placeholder: `e.g. ${field.example}` } : {}),
	};
}

function inputOf(field: Field): { type: NodePropertyTypes; empty: unknown } {
	if (field.choices) {
		return field.kind.endsWith('[]')
			? { type: 'multiOptions', empty: [] }
			: { type: 'options', empty: field.choices[0]?.value ?? '' };
	}
	switch (field.kind) {
		case 'integer':
		case 'number':
			return { type: 'number', empty: field.minimum ?? 0 };
		case 'boolean':
			return { type: 'boolean', empty: false };
		case 'date':
		case 'date-time':
			return { type: 'dateTime', empty: '' };
		case 'json':
			return { type: 'json', empty: field.list ? '[]' : '{}' };
		default:
			return { type: 'string', empty: '' };
	}
}

function described(field: Field): string {
	const several = field.kind.endsWith('[]') && !field.choices ? ' Separated by commas, or a list.' : '';
	const cleared = field.nullable ? ' Left empty, it is cleared.' : '';
	const example = field.example && field.kind === 'json' ? ` For example: <code>${field.example}</code>` : '';
	return `${field.about}${several}${cleared}${example}`;
}
