using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tsumugi.Hub.Signing;

/// <summary>What the hub says in its own name as a JSON Web Token (RFC 7519), signed with its newest key.</summary>
public static class HubToken
{
    /// <summary>Types have a plus sign, which stands in no page here.</summary>
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="type">The header's <c>typ</c>.</param>
    /// <param name="keys">Where the hub publishes its keys (<c>jku</c>).</param>
    /// <param name="withKey">Also puts the public key itself into the header (<c>jwk</c>), where a standard asks for it.</param>
    public static string Make(HubSigner signer, string type, Uri keys, IReadOnlyDictionary<string, object> claims, bool withKey = false)
    {
        var unsigned = "";
        var signature = signer.Sign(kid =>
        {
            var header = new Dictionary<string, object> { ["typ"] = type, ["alg"] = "ES256", ["kid"] = kid, ["jku"] = keys };
            if (withKey)
                header["jwk"] = signer.PublicKeys().First(key => key.Kid == kid);
            return unsigned = $"{Part(header)}.{Part(claims)}";
        });
        return $"{unsigned}.{signature.Value}";
    }

    private static string Part(IReadOnlyDictionary<string, object> members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members, Plain));
}
