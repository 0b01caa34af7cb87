using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tsumugi.Web;

/// <summary>Says that a body of text is a text: by itself every content type of a route is described by the schema of its JSON.</summary>
internal static class TextBodies
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (type.StartsWith("text/", StringComparison.Ordinal))
                body.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        }

        return Task.CompletedTask;
    }
}
