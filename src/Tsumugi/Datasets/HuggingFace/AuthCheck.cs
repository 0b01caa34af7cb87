using Microsoft.AspNetCore.Http;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>May I? The gate's answer and nothing else.</summary>
internal static class AuthCheck
{
    public static Task<IResult> ReadAsync(WireContext wire, string type, string ns, string name) => RunAsync(wire, Act.Use, type, ns, name);

    public static Task<IResult> WriteAsync(WireContext wire, string type, string ns, string name) => RunAsync(wire, Act.Write, type, ns, name);

    private static async Task<IResult> RunAsync(WireContext wire, Act act, string type, string ns, string name)
    {
        var found = await wire.RepositoryAsync(act, type, ns, name);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok();
    }
}
