/** Pictures as SVG text: shapes, axes and plots. */
package io.stratalens.jobs.picture;
