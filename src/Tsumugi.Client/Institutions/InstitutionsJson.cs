using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Institutions;

/// <summary>Serialisation of what hub and programs say about people, institutions and tokens.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(Paged<PersonView>))]
[JsonSerializable(typeof(NewLogin))]
[JsonSerializable(typeof(LoginMade))]
[JsonSerializable(typeof(Paged<InstitutionView>))]
[JsonSerializable(typeof(InstitutionDetail))]
[JsonSerializable(typeof(NewInstitution))]
[JsonSerializable(typeof(NewMembership))]
[JsonSerializable(typeof(MemberView))]
[JsonSerializable(typeof(IReadOnlyList<TokenView>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(TokenMade))]
public sealed partial class InstitutionsJson : JsonSerializerContext;
