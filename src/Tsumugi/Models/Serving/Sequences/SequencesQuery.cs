using Microsoft.AspNetCore.Mvc;
using Tsumugi.Client.Models;

namespace Tsumugi.Models.Serving.Sequences;

/// <summary>The fields of <see cref="SequencesRequest"/> but its items, in the address of a request whose body is FASTA text.</summary>
/// <param name="Outputs">With commas between them.</param>
internal sealed record SequencesQuery(
    [FromQuery(Name = "view")] string? View,
    [FromQuery(Name = "outputs")] string? Outputs,
    [FromQuery(Name = "against")] string? Against,
    [FromQuery(Name = "top")] string? Top,
    [FromQuery(Name = "revision")] string? Revision,
    [FromQuery(Name = "project")] string? Project);
