/** Plots as SVG elements that stand in a page: numbers become lines here, the page's style sheet gives the colours. */
package salty.cli.plot;
