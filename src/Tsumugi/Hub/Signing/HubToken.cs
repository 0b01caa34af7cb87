using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tsumugi.Hub.Signing;

/// <summary>What the hub says in its own name as a JSON Web Token (RFC 7519), signed with its newest key.</summary>
public static class HubToken
{
    /// <summary>Types have a plus sign, which stands in no page here.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="type">The header's <c>typ</c>.</param>
    /// <param name="keys">Where the hub publishes its keys (<c>jku</c>).</param>
    public static string Make(HubSigner signer, string type, Uri keys, IReadOnlyDictionary<string, object> claims)
    {
        var unsigned = "";
        var signature = signer.Sign(kid => unsigned = $"{Part(new Dictionary<string, object> { ["typ"] = type, ["alg"] = "ES256", ["kid"] = kid, ["jku"] = keys })}.{Part(claims)}");
        return $"{unsigned}.{signature.Value}";
    }

    private static string Part(IReadOnlyDictionary<string, object> members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members, Plain));
}
