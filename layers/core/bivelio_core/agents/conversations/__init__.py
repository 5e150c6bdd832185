"""Conversations of agents that are no messages: a chat of a program of yours, whose turns an agent remembers."""
