"""The template tags of Malath, by kind; `{% load malath %}` brings them all."""
