namespace Tsumugi.Institutions.SignIn;

/// <summary>Metadata of routes that give out tokens of their own and read them themselves: there, <c>Authorization</c> is not an access token.</summary>
public sealed class ReadsOwnTokens;
