import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { OPTIONAL } from './properties';
import type { Action, Field } from './table';

/** What a node has in a place where a field of the API is filled in: a value of an expression, or what was typed. */
type Given = unknown;

/** The data of a request, from what a person filled in for an item. */
export function dataOf(node: IExecuteFunctions, action: Action, item: number): IDataObject {
	const optional = node.getNodeParameter(OPTIONAL, item, {}) as Record<string, Given>;
	const data: IDataObject = {};
	for (const field of action.fields) {
		const given = field.required ? node.getNodeParameter(field.parameter, item, undefined) : optional[field.parameter];
		const value = valueOf(node, field, given, item);
		if (value !== undefined) data[field.name] = value as IDataObject[string];
	}
	return data;
}

function valueOf(node: IExecuteFunctions, field: Field, given: Given, item: number): unknown {
	if (given === undefined || given === null) return given;
	if (given === '' && !field.required) return field.nullable ? null : undefined;
	if (given === '' && field.kind !== 'string') return undefined;
	if (field.kind.endsWith('[]')) return list(node, field, given, item);
	return single(node, field, field.kind, given, item);
}

function single(node: IExecuteFunctions, field: Field, kind: string, given: Given, item: number): unknown {
	switch (kind) {
		case 'json':
			if (typeof given !== 'string' || (field.text && !/^\s*[[{]/.test(given))) return given;
			return parsed(node, field, given, item);
		case 'integer':
		case 'number':
			return typeof given === 'string' ? numeric(node, field, given, item) : given;
		case 'boolean':
			return given === 'true' || (given === 'false' ? false : given);
		case 'date':
			return written(given).slice(0, 10);
		case 'date-time':
			return moment(written(given), node.getTimezone());
		case 'decimal':
			return given;
		default:
			return typeof given === 'number' ? String(given) : given;
	}
}

function list(node: IExecuteFunctions, field: Field, given: Given, item: number): unknown {
	const kind = field.kind.slice(0, -2);
	let several: unknown = given;
	if (typeof given === 'string') {
		several = given.trim().startsWith('[')
			? parsed(node, field, given, item)
			: given.split(',').map((each) => each.trim()).filter((each) => each !== '');
	}
	return Array.isArray(several) ? several.map((each) => single(node, field, kind, each, item)) : several;
}

function parsed(node: IExecuteFunctions, field: Field, given: string, item: number): unknown {
	try {
		return JSON.parse(given);
	} catch (error) {
		throw new NodeOperationError(node.getNode(), `The field "${field.title}" is not valid JSON`, {
			description: (error as Error).message,
			itemIndex: item,
		});
	}
}

function numeric(node: IExecuteFunctions, field: Field, given: string, item: number): number {
	const value = Number(given);
	if (Number.isFinite(value)) return value;
	throw new NodeOperationError(node.getNode(), `The field "${field.title}" is not a number`, { itemIndex: item });
}

/** A day or moment as text: of a picker it is text already, of an expression perhaps a Date or Luxon's DateTime. */
function written(given: Given): string {
	if (given instanceof Date) return given.toISOString();
	if (typeof given === 'object' && given !== null && 'toISO' in given && typeof given.toISO === 'function') {
		return String(given.toISO());
	}
	return String(given);
}

/** A moment with its offset: what the picker gives has none, and means the time zone of the workflow. */
export function moment(text: string, zone: string): string {
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return text;
	const wanted = Date.parse(`${text}Z`);
	let offset = offsetAt(wanted, zone);
	offset = offsetAt(wanted - offset, zone); // the offset of the hour before a change of the clocks is another one
	return new Date(wanted - offset).toISOString();
}

function offsetAt(time: number, zone: string): number {
	const format = new Intl.DateTimeFormat('sv-SE', {
		timeZone: zone,
		dateStyle: 'short',
		timeStyle: 'medium',
	});
	const shown = Date.parse(`${format.format(new Date(time)).replace(' ', 'T')}Z`);
	return shown - Math.floor(time / 1000) * 1000;
}
