using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Reads a card before it is committed, and says what is wrong with its front matter.</summary>
internal static class ValidateCard
{
    public sealed record Body(string Content, string? RepoType);

    public static IResult Run(Body body)
    {
        var card = ModelCard.Read(body.Content);
        var errors = card.Fault is { } fault ? new[] { new { message = fault.ToString() } } : [];
        var warnings = card.Fault is null && card.Data == "{}" ? new[] { new { message = "No front matter: say at least license, language and tags between two lines of ---." } } : [];
        return TypedResults.Json(new { warnings, errors }, statusCode: errors.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
